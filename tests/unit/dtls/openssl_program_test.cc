// SPDX-License-Identifier: GPL-3.0-or-later
//
// `openssl s_client` as the party, over loopback: a process of its own, which prints the keys that
// it has.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "network.h"

namespace rtpengine::dtls {
namespace {

constexpr int kPatienceMs = 20000;

struct ClosePipe {
  void operator()(FILE* pipe) const { pclose(pipe); }
};
struct CloseFile {
  void operator()(FILE* file) const { std::fclose(file); }
};

/// A UDP socket on loopback, and an association behind it.
class Server final : public AssociationHost {
 public:
  Server() : socket_(::socket(AF_INET, SOCK_DGRAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~Server() { ::close(socket_); }

  std::uint16_t port() const { return port_; }
  Association& association() { return association_; }
  const std::optional<SrtpKeys>& keys() const { return keys_; }

  /// Hand over what comes until there are keys.
  void run() {
    pollfd ready = {socket_, POLLIN, 0};
    while (!keys_ && !failed_ && poll(&ready, 1, kPatienceMs) == 1) {
      std::array<std::uint8_t, 2048> bytes;
      socklen_t size = sizeof party_;
      const ssize_t got = recvfrom(socket_, bytes.data(), bytes.size(), 0,
                                   reinterpret_cast<sockaddr*>(&party_), &size);
      ASSERT_GT(got, 0);
      association_.on_datagram(endpoint(ntohs(party_.sin_port)), Standing::expected,
                               Bytes(bytes).first(static_cast<std::size_t>(got)), 0);
    }
  }

  void send(const Endpoint&, Bytes datagram) noexcept override {
    ::sendto(socket_, datagram.data(), datagram.size(), 0, reinterpret_cast<sockaddr*>(&party_),
             sizeof party_);
  }
  void on_keys(const SrtpKeys& keys, const Endpoint&) noexcept override { keys_ = keys; }
  void on_failed(Failure failure, std::string_view) noexcept override {
    failed_ = true;
    ADD_FAILURE() << describe(failure);
  }
  void on_closed() noexcept override {}

 private:
  int socket_;
  std::uint16_t port_ = 0;
  sockaddr_in party_ = {};
  bool failed_ = false;
  std::optional<SrtpKeys> keys_;
  Association association_{Network::complete({}), this};
};

/// Certificate and key in a file, as s_client wants them.
std::string write_certificate(const Certificate& certificate) {
  std::string path = testing::TempDir() + "dtls-party-XXXXXX";
  const int descriptor = mkstemp(path.data());
  const std::unique_ptr<FILE, CloseFile> file(fdopen(descriptor, "w"));
  PEM_write_PrivateKey(file.get(), certificate.key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  PEM_write_X509(file.get(), certificate.x509.get());
  return path;
}

std::string hex(Bytes bytes) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

TEST(OpensslProgram, HasTheSameKeys) {
  if (std::system("openssl version > /dev/null 2>&1") != 0) {
    GTEST_SKIP() << "needs the program openssl";
  }
  std::string error;
  const Certificate certificate = Certificate::make({}, &error);
  const std::string path = write_certificate(certificate);
  Server server;
  server.association().set_remote(description(fingerprints_of(certificate.x509.get())),
                                  Role::server, 0);
  const std::string command =
      "timeout 60 openssl s_client -dtls1_2 -connect 127.0.0.1:" + std::to_string(server.port()) +
      " -use_srtp SRTP_AES128_CM_SHA1_80 -keymatexport EXTRACTOR-dtls_srtp -keymatexportlen 60" +
      " -cert " + path + " -key " + path + " < /dev/null 2>&1";
  const std::unique_ptr<FILE, ClosePipe> program(popen(command.c_str(), "r"));
  ASSERT_NE(program, nullptr);
  server.run();
  std::string output;
  std::array<char, 1024> line;
  while (std::fgets(line.data(), line.size(), program.get()) != nullptr) output += line.data();
  std::remove(path.c_str());
  ASSERT_TRUE(server.keys()) << output;
  const SrtpKeys& keys = *server.keys();
  const std::string material = hex(keys.remote_key()) + hex(keys.local_key()) +
                               hex(keys.remote_salt()) + hex(keys.local_salt());
  EXPECT_NE(output.find("Keying material: " + material), std::string::npos) << output;
}

}  // namespace
}  // namespace rtpengine::dtls
