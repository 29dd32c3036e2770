# The folder host/plugin: one convenience library.
noinst_LTLIBRARIES += %D%/libplugin.la
%C%_libplugin_la_SOURCES = \
	%D%/calls_service.cc %D%/calls_service.h \
	%D%/commands_service.cc %D%/commands_service.h \
	%D%/connectivity_service.cc %D%/connectivity_service.h \
	%D%/descriptor_check.cc %D%/descriptor_check.h \
	%D%/elf_check.cc %D%/elf_check.h \
	%D%/find_media.h \
	%D%/host_services.cc %D%/host_services.h \
	%D%/kernel_entries.cc %D%/kernel_entries.h \
	%D%/kernel_tables_service.cc %D%/kernel_tables_service.h \
	%D%/keys_service.cc %D%/keys_service.h \
	%D%/listener_store.cc %D%/listener_store.h \
	%D%/load_order.cc %D%/load_order.h \
	%D%/loaded_entry.cc %D%/loaded_entry.h \
	%D%/loader.cc %D%/loader.h \
	%D%/log_service.cc %D%/log_service.h \
	%D%/loop_service.cc %D%/loop_service.h \
	%D%/option_check.cc %D%/option_check.h \
	%D%/option_source.h \
	%D%/option_values.h \
	%D%/options_service.cc %D%/options_service.h \
	%D%/plugin_info.cc %D%/plugin_info.h \
	%D%/plugin_kernel_table.cc %D%/plugin_kernel_table.h \
	%D%/reason.h \
	%D%/registrations.cc %D%/registrations.h \
	%D%/registration_services.cc %D%/registration_services.h \
	%D%/registry.cc %D%/registry.h \
	%D%/registry_changes.cc \
	%D%/services_service.cc %D%/services_service.h \
	%D%/sources_service.cc %D%/sources_service.h \
	%D%/work_counter.cc %D%/work_counter.h
EXTRA_DIST += %D%/README.md
