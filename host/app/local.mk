# The folder host/app: one convenience library.
noinst_LTLIBRARIES += %D%/libapp.la
%C%_libapp_la_SOURCES =
