# The SDK's binary interface: see README.md.
LINTS += %D%/check.py %D%/mutations.py
EXTRA_DIST += %D%/abi.py %D%/check.py %D%/layout.cc %D%/mutations.py %D%/README.md %D%/sdk.abi

# Make the interface that the headers have now the one that later ones are compared with.
.PHONY: abi-baseline
abi-baseline:
	SRCDIR='$(abs_top_srcdir)' BUILDDIR='$(abs_top_builddir)' $(PYTHON3) $(srcdir)/%D%/check.py --refresh
