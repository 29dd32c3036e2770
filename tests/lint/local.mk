# Checks of the tree itself: scripts that print what is wrong and where, one subject each.
# tree.py is what they share.
LINTS = \
	%D%/file_length.py \
	%D%/format.py \
	%D%/headers.py \
	%D%/layers.py \
	%D%/listed.py \
	%D%/manual.py \
	%D%/needed_libraries.py \
	%D%/plugin_guide.py \
	%D%/plugin_symbols.py \
	%D%/samples.py \
	%D%/scripts.py \
	%D%/sdk_reference.py \
	%D%/spdx.py \
	%D%/unit_file.py \
	%D%/unit_tests.py
TESTS += $(LINTS)
EXTRA_DIST += $(LINTS) %D%/tree.py %D%/untested.txt %D%/README.md
