# The folder host/kernel: back ends of the kernel's forwarding table.
noinst_LTLIBRARIES += %D%/libkernel.la

%C%_libkernel_la_SOURCES = \
	%D%/fake_table.cc \
	%D%/fake_table.h \
	%D%/late_table.cc \
	%D%/late_table.h \
	%D%/make_table.cc \
	%D%/make_table.h \
	%D%/null_table.cc \
	%D%/null_table.h
