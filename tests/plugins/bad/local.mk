# Deliberately bad plugins, one for each way to fail; tests/unit/plugin loads them. They are real
# modules, built for make check and never installed.
EXTRA_DIST += %D%/README.md

check_LTLIBRARIES += %D%/rtpengine-bad-name.la
%C%_rtpengine_bad_name_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_bad_name_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_bad_name_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_bad_name_la_SOURCES = %D%/bad_name.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-bad-option.la
%C%_rtpengine_bad_option_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_bad_option_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_bad_option_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_bad_option_la_SOURCES = %D%/bad_option.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-circle-a.la
%C%_rtpengine_circle_a_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_circle_a_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_circle_a_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_circle_a_la_SOURCES = %D%/circle_a.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-circle-b.la
%C%_rtpengine_circle_b_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_circle_b_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_circle_b_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_circle_b_la_SOURCES = %D%/circle_b.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-failing-factory.la
%C%_rtpengine_failing_factory_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_failing_factory_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_failing_factory_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_failing_factory_la_SOURCES = %D%/failing_factory.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-failing-init.la
%C%_rtpengine_failing_init_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_failing_init_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_failing_init_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_failing_init_la_SOURCES = %D%/failing_init.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-failing-publisher.la
%C%_rtpengine_failing_publisher_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_failing_publisher_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_failing_publisher_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_failing_publisher_la_SOURCES = %D%/failing_publisher.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-failing-start.la
%C%_rtpengine_failing_start_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_failing_start_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_failing_start_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_failing_start_la_SOURCES = %D%/failing_start.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-function-descriptor.la
%C%_rtpengine_function_descriptor_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_function_descriptor_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_function_descriptor_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_function_descriptor_la_SOURCES = %D%/function_descriptor.cc

check_LTLIBRARIES += %D%/rtpengine-larger-size.la
%C%_rtpengine_larger_size_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_larger_size_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_larger_size_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_larger_size_la_SOURCES = %D%/larger_size.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-misnamed.la
%C%_rtpengine_misnamed_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_misnamed_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_misnamed_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_misnamed_la_SOURCES = %D%/misnamed.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-missing-dependency.la
%C%_rtpengine_missing_dependency_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_missing_dependency_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_missing_dependency_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_missing_dependency_la_SOURCES = %D%/missing_dependency.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-needs-failing-start.la
%C%_rtpengine_needs_failing_start_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_needs_failing_start_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_needs_failing_start_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_needs_failing_start_la_SOURCES = %D%/needs_failing_start.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-newer-major.la
%C%_rtpengine_newer_major_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_newer_major_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_newer_major_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_newer_major_la_SOURCES = %D%/newer_major.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-no-descriptor.la
%C%_rtpengine_no_descriptor_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_no_descriptor_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_no_descriptor_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_no_descriptor_la_SOURCES = %D%/no_descriptor.cc

check_LTLIBRARIES += %D%/rtpengine-null-factory.la
%C%_rtpengine_null_factory_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_null_factory_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_null_factory_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_null_factory_la_SOURCES = %D%/null_factory.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-other-minor.la
%C%_rtpengine_other_minor_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_other_minor_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_other_minor_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_other_minor_la_SOURCES = %D%/other_minor.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-pinned.la
%C%_rtpengine_pinned_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_pinned_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_pinned_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS) -Wl,-z,nodelete
%C%_rtpengine_pinned_la_SOURCES = %D%/pinned.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-reserved-bits.la
%C%_rtpengine_reserved_bits_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_reserved_bits_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_reserved_bits_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_reserved_bits_la_SOURCES = %D%/reserved_bits.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-same-name.la
%C%_rtpengine_same_name_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_same_name_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_same_name_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_same_name_la_SOURCES = %D%/same_name.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-same-option.la
%C%_rtpengine_same_option_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_same_option_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_same_option_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_same_option_la_SOURCES = %D%/same_option.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-short-descriptor.la
%C%_rtpengine_short_descriptor_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_short_descriptor_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_short_descriptor_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_short_descriptor_la_SOURCES = %D%/short_descriptor.cc

check_LTLIBRARIES += %D%/rtpengine-smaller-size.la
%C%_rtpengine_smaller_size_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_smaller_size_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_smaller_size_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_smaller_size_la_SOURCES = %D%/smaller_size.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-undefined-symbol.la
%C%_rtpengine_undefined_symbol_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_undefined_symbol_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_undefined_symbol_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_undefined_symbol_la_SOURCES = %D%/undefined_symbol.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-untidy.la
%C%_rtpengine_untidy_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_untidy_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_untidy_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_untidy_la_SOURCES = %D%/untidy.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-wrong-magic.la
%C%_rtpengine_wrong_magic_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_wrong_magic_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_wrong_magic_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_wrong_magic_la_SOURCES = %D%/wrong_magic.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-undeclared-kind.la
%C%_rtpengine_undeclared_kind_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_undeclared_kind_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_undeclared_kind_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_undeclared_kind_la_SOURCES = %D%/undeclared_kind.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-host-option.la
%C%_rtpengine_host_option_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_host_option_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_host_option_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_host_option_la_SOURCES = %D%/host_option.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-log.la
%C%_rtpengine_log_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_log_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_log_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_log_la_SOURCES = %D%/reserved_name.cc %D%/base.h

check_LTLIBRARIES += %D%/rtpengine-slow.la
%C%_rtpengine_slow_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_slow_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_slow_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_slow_la_SOURCES = %D%/slow.cc %D%/base.h
