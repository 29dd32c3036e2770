# Unit tests: one program for each folder of the host and each plugin.
