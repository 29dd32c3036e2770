# Checks of the tree itself; each is one script that prints what is wrong and where.
