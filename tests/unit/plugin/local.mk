# Unit tests of host/plugin, and the modules that they load.
include tests/plugins/good/local.mk
include tests/plugins/bad/local.mk
include tests/plugins/edition/local.mk
include tests/plugins/faulty/local.mk
include tests/plugins/trial/fake-kernel/local.mk
include tests/plugins/trial/publisher/local.mk
include tests/plugins/trial/user/local.mk

check_PROGRAMS += %D%/plugin_tests
%C%_plugin_tests_CPPFLAGS = $(TEST_CPPFLAGS) \
	-DTEST_GOOD_PLUGIN_DIR='"$(abs_top_builddir)/tests/plugins/good/.libs"' \
	-DTEST_BAD_PLUGIN_DIR='"$(abs_top_builddir)/tests/plugins/bad/.libs"' \
	-DTEST_TRIAL_DIR='"$(abs_top_builddir)/tests/plugins/trial"' \
	-DTEST_EDITION_DIR='"$(abs_top_builddir)/tests/plugins/edition"'
%C%_plugin_tests_LDADD = tests/plugins/trial/fake-kernel/libmemory-table.la $(LDADD)
%C%_plugin_tests_SOURCES = \
	%D%/author_test.cc \
	%D%/calls_service_test.cc \
	%D%/commands_service_test.cc \
	%D%/connectivity_service_test.cc \
	%D%/deadlines_test.cc \
	%D%/descriptor_check_test.cc \
	%D%/elf_check_test.cc \
	%D%/host_bench.h \
	%D%/host_services_test.cc \
	%D%/kernel_entries_test.cc \
	%D%/kernel_tables_service_test.cc \
	%D%/keys_service_test.cc \
	%D%/listener_store_test.cc \
	%D%/load_order_test.cc \
	%D%/loaded_entry_test.cc \
	%D%/loader_test.cc \
	%D%/log_service_test.cc \
	%D%/loop_service_test.cc \
	%D%/option_check_test.cc \
	%D%/options_service_test.cc \
	%D%/plugin_info_test.cc \
	%D%/plugin_kernel_table_test.cc \
	%D%/registration_services_test.cc \
	%D%/registrations_test.cc \
	%D%/registry_changes_test.cc \
	%D%/registry_services_test.cc \
	%D%/registry_test.cc \
	%D%/services_service_test.cc \
	%D%/sources_service_test.cc \
	%D%/support.h \
	%D%/work_counter_test.cc
