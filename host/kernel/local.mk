# The folder host/kernel: one convenience library.
noinst_LTLIBRARIES += %D%/libkernel.la
%C%_libkernel_la_SOURCES =
