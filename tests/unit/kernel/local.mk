# Unit tests of host/kernel.
