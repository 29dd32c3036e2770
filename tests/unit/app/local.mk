# Unit tests of host/app.
check_PROGRAMS += %D%/app_tests
# The modules are those of tests/unit/plugin.
%C%_app_tests_CPPFLAGS = $(TEST_CPPFLAGS) \
	-DTEST_TRIAL_DIR='"$(abs_top_builddir)/tests/plugins/trial"' \
	-DTEST_GOOD_PLUGIN_DIR='"$(abs_top_builddir)/tests/plugins/good/.libs"' \
	-DTEST_BAD_PLUGIN_DIR='"$(abs_top_builddir)/tests/plugins/bad/.libs"'
%C%_app_tests_SOURCES = \
	%D%/background_test.cc \
	%D%/command_line_test.cc \
	%D%/config_file_test.cc \
	%D%/config_tree_test.cc \
	%D%/configuration_loader_test.cc \
	%D%/configuration_test.cc \
	%D%/control_allow_test.cc \
	%D%/daemon_test.cc \
	%D%/drain_command_test.cc \
	%D%/effective_options_test.cc \
	%D%/effective_yaml_test.cc \
	%D%/engine_test.cc \
	%D%/help_test.cc \
	%D%/manual_test.cc \
	%D%/memory_test.cc \
	%D%/nearest_test.cc \
	%D%/option_catalog_test.cc \
	%D%/option_table_test.cc \
	%D%/packet_io_command_test.cc \
	%D%/plugin_command_test.cc \
	%D%/plugin_options_test.cc \
	%D%/plugin_selection_test.cc \
	%D%/privileges_test.cc \
	%D%/reload_test.cc \
	%D%/service_manager_test.cc \
	%D%/support.h \
	%D%/successor_command_test.cc \
	%D%/take_over_door_test.cc \
	%D%/take_over_test.cc \
	%D%/threads_test.cc \
	%D%/transfer_channel_test.cc
