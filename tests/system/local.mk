# Tests of the whole daemon.
