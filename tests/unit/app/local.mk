# Unit tests of host/app.
