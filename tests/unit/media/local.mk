# Unit tests of host/media.
