# The folder host/loop: one convenience library.
noinst_LTLIBRARIES += %D%/libloop.la
%C%_libloop_la_SOURCES =
