# The folder host/plugin: one convenience library.
noinst_LTLIBRARIES += %D%/libplugin.la
%C%_libplugin_la_SOURCES =
