# The folder host/call: one convenience library.
noinst_LTLIBRARIES += %D%/libcall.la
%C%_libcall_la_SOURCES =
