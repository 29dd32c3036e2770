# Unit tests of host/call.
