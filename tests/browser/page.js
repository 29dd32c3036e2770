// SPDX-License-Identifier: GPL-3.0-or-later
//
// The browser's side of the test: fetches orders from the harness, one after the other, carries them
// out side by side, and posts what came of each. A peer is a RTCPeerConnection that sends a tone on
// each track and can be asked what it hears.
'use strict';

const peers = new Map();
const context = new AudioContext();

function toneTrack(frequency) {
  const oscillator = new OscillatorNode(context, {frequency});
  const gain = new GainNode(context, {gain: 0.3});
  const destination = new MediaStreamAudioDestinationNode(context, {channelCount: 1});
  oscillator.connect(gain).connect(destination);
  oscillator.start();
  return destination.stream.getAudioTracks()[0];
}

function analyserOf(track) {
  const stream = new MediaStream([track]);
  // Without an element that plays it, Chromium does not decode a remote track.
  const player = new Audio();
  player.srcObject = stream;
  player.play();
  const analyser = new AnalyserNode(context, {fftSize: 4096, smoothingTimeConstant: 0});
  new MediaStreamAudioSourceNode(context, {mediaStream: stream}).connect(analyser);
  return {analyser, player};
}

// The loudest frequency of the last 85 ms, and the level there (dB, 0 = full scale).
function loudest(analyser) {
  const levels = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(levels);
  let best = 0;
  for (let i = 1; i < levels.length; i++) if (levels[i] > levels[best]) best = i;
  return {frequency: best * context.sampleRate / analyser.fftSize, level: levels[best]};
}

async function until(condition, seconds) {
  const end = performance.now() + 1000 * seconds;
  while (performance.now() < end) {
    const value = await condition();
    if (value) return value;
    await new Promise(resume => setTimeout(resume, 5));
  }
  return null;
}

// The description with all candidates. The state of gathering is still that of before when ICE is
// restarted; candidates that were gathered before are in the description at once.
async function describe(connection, restart) {
  const gathering = new Promise(resume => {
    connection.onicegatheringstatechange = () => {
      if (connection.iceGatheringState === 'complete') resume();
    };
  });
  await connection.setLocalDescription();
  if (restart || connection.iceGatheringState !== 'complete') await gathering;
  return connection.localDescription.sdp;
}

function reportsOf(statistics, type) {
  return [...statistics.values()].filter(report => report.type === type);
}

const orders = {
  async create({peer, frequencies, policy}) {
    await context.resume();
    const connection = new RTCPeerConnection({bundlePolicy: policy || 'balanced'});
    const state = {connection, heard: [], times: {}};
    connection.ontrack = ({track}) => {
      state.heard.push(analyserOf(track));
      track.onunmute = () => state.times.unmuted ??= Date.now();
    };
    connection.oniceconnectionstatechange = () => state.times['ice ' + connection.iceConnectionState] ??= Date.now();
    connection.onconnectionstatechange = () => state.times[connection.connectionState] ??= Date.now();
    for (const frequency of frequencies) connection.addTrack(toneTrack(frequency), new MediaStream());
    peers.set(peer, state);
    return true;
  },

  async offer({peer, direction, restart}) {
    const {connection} = peers.get(peer);
    if (direction) for (const each of connection.getTransceivers()) each.direction = direction;
    if (restart) connection.restartIce();
    return describe(connection, restart);
  },

  async answer({peer, sdp}) {
    const {connection} = peers.get(peer);
    await connection.setRemoteDescription({type: 'offer', sdp});
    return describe(connection, false);
  },

  async accept({peer, sdp}) {
    await peers.get(peer).connection.setRemoteDescription({type: 'answer', sdp});
    return true;
  },

  // The time at which this tone was heard on this track, or null with what was heard instead.
  async listen({peer, track, frequency, seconds}) {
    const state = peers.get(peer);
    let last = null;
    const at = await until(() => {
      if (!state.heard[track]) return null;
      last = loudest(state.heard[track].analyser);
      return Math.abs(last.frequency - frequency) < 30 && last.level > -40 ? Date.now() : null;
    }, seconds);
    return {at, last};
  },

  async silence({peer, track, seconds}) {
    const state = peers.get(peer);
    let last = null;
    const at = await until(() => {
      last = loudest(state.heard[track].analyser);
      return last.level < -60 ? Date.now() : null;
    }, seconds);
    return {at, last};
  },

  async state({peer, name, wanted, seconds}) {
    const {connection} = peers.get(peer);
    await until(() => connection[name] === wanted, seconds);
    return connection[name];
  },

  // Whether some checks were sent from the candidates of the description last made.
  async checked({peer, seconds}) {
    const {connection} = peers.get(peer);
    const fragment = connection.localDescription.sdp.match(/a=ice-ufrag:(\S+)/)[1];
    return until(async () => {
      const statistics = await connection.getStats();
      return reportsOf(statistics, 'candidate-pair').some(pair =>
        statistics.get(pair.localCandidateId)?.usernameFragment === fragment && pair.requestsSent > 2);
    }, seconds);
  },

  async report({peer}) {
    const {connection, times} = peers.get(peer);
    const statistics = await connection.getStats();
    const transport = reportsOf(statistics, 'transport')[0] || {};
    const pair = statistics.get(transport.selectedCandidatePairId);
    const remote = pair && statistics.get(pair.remoteCandidateId);
    const certificate = statistics.get(transport.remoteCertificateId);
    return {
      times,
      ice: connection.iceConnectionState,
      dtls: transport.dtlsState,
      role: transport.dtlsRole,
      version: transport.tlsVersion,
      cipher: transport.srtpCipher,
      remote: remote && {address: remote.address, port: remote.port, type: remote.candidateType, ufrag: remote.usernameFragment},
      fingerprint: certificate && certificate.fingerprint,
      inbound: reportsOf(statistics, 'inbound-rtp').map(r => (
          {mid: r.mid, packets: r.packetsReceived, lost: r.packetsLost, energy: r.totalAudioEnergy,
           seconds: r.totalSamplesDuration, concealed: r.concealedSamples})),
      outbound: reportsOf(statistics, 'outbound-rtp').map(r => ({mid: r.mid, packets: r.packetsSent})),
      reported: reportsOf(statistics, 'remote-inbound-rtp').length,
      sender: reportsOf(statistics, 'remote-outbound-rtp').length,
    };
  },

  async close({peer}) {
    const state = peers.get(peer);
    state.connection.close();
    for (const {player} of state.heard) player.srcObject = null;
    peers.delete(peer);
    return true;
  },
};

async function carryOut({id, order, words}) {
  let result;
  try {
    result = {id, value: await orders[order](words)};
  } catch (error) {
    result = {id, error: String(error)};
  }
  await fetch('/done', {method: 'POST', body: JSON.stringify(result)});
}

(async () => {
  for (;;) carryOut(await (await fetch('/next')).json());
})();
