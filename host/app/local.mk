# The folder host/app: one convenience library, the program, and its manual pages.
noinst_LTLIBRARIES += %D%/libapp.la
%C%_libapp_la_CPPFLAGS = $(APP_CPPFLAGS)
%C%_libapp_la_SOURCES = \
	%D%/background.cc \
	%D%/background.h \
	%D%/command_line.cc \
	%D%/command_line.h \
	%D%/config_file.cc \
	%D%/config_file.h \
	%D%/config_tree.cc \
	%D%/config_tree.h \
	%D%/configuration.cc \
	%D%/configuration.h \
	%D%/configuration_loader.cc \
	%D%/configuration_loader.h \
	%D%/control_allow.cc \
	%D%/control_allow.h \
	%D%/daemon.cc \
	%D%/daemon.h \
	%D%/drain_command.cc %D%/drain_command.h \
	%D%/effective_options.cc \
	%D%/effective_options.h \
	%D%/effective_yaml.cc \
	%D%/effective_yaml.h \
	%D%/engine.cc \
	%D%/engine.h \
	%D%/given.h \
	%D%/help.cc \
	%D%/help.h \
	%D%/manual.cc \
	%D%/manual.h \
	%D%/memory.cc \
	%D%/memory.h \
	%D%/nearest.cc \
	%D%/nearest.h \
	%D%/option_catalog.cc \
	%D%/option_catalog.h \
	%D%/option_table.cc \
	%D%/option_table.h \
	%D%/option_table_core.cc \
	%D%/option_table_log.cc \
	%D%/option_table_plugins.cc \
	%D%/packet_io_command.cc \
	%D%/packet_io_command.h \
	%D%/plugin_command.cc %D%/plugin_command.h \
	%D%/plugin_options.cc %D%/plugin_options.h \
	%D%/plugin_selection.cc \
	%D%/plugin_selection.h \
	%D%/privileges.cc \
	%D%/privileges.h \
	%D%/reload.cc \
	%D%/reload.h \
	%D%/service_manager.cc \
	%D%/service_manager.h \
	%D%/successor_command.cc %D%/successor_command.h \
	%D%/take_over.cc %D%/take_over.h \
	%D%/take_over_door.cc %D%/take_over_door.h \
	%D%/threads.cc \
	%D%/threads.h \
	%D%/transfer_channel.cc %D%/transfer_channel.h
EXTRA_DIST += %D%/README.md

# At the top of the build folder, where ./rtpengine is easy to call.
sbin_PROGRAMS += rtpengine
rtpengine_CXXFLAGS = $(AM_CXXFLAGS) $(PIE_CXXFLAGS)
rtpengine_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
rtpengine_SOURCES = %D%/main.cc
rtpengine_LDADD = $(HOST_LIBS) $(HOST_EXTERNAL_LIBS)

noinst_PROGRAMS += %D%/make_manual
%C%_make_manual_SOURCES = %D%/make_manual.cc
%C%_make_manual_LDADD = $(HOST_LIBS) $(HOST_EXTERNAL_LIBS)

man_MANS += rtpengine.1 rtpengine.yaml.5
rtpengine.1 rtpengine.yaml.5: %D%/make_manual$(EXEEXT)
	$(AM_V_GEN)%D%/make_manual$(EXEEXT) $@ >$@.tmp && mv $@.tmp $@
CLEANFILES += rtpengine.1 rtpengine.yaml.5
