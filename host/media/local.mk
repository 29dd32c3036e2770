# The folder host/media: one convenience library.
noinst_LTLIBRARIES += %D%/libmedia.la
%C%_libmedia_la_SOURCES =
