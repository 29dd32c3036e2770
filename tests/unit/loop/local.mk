# Unit tests of host/loop.
