# Unit tests of host/sdp.
