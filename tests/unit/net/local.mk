# Unit tests of host/net.
