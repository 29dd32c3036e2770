# The ng control protocol.
