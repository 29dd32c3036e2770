# The folder host/sdp: one convenience library.
noinst_LTLIBRARIES += %D%/libsdp.la
%C%_libsdp_la_SOURCES =
