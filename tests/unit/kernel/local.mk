# Unit tests of host/kernel.
check_PROGRAMS += %D%/kernel_tests
%C%_kernel_tests_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_kernel_tests_LDADD = tests/plugins/trial/fake-kernel/libmemory-table.la $(LDADD)
%C%_kernel_tests_SOURCES = \
	%D%/fake_table_test.cc \
	%D%/kernel_table_contract_test.cc \
	%D%/late_table_test.cc \
	%D%/make_table_test.cc \
	%D%/null_table_test.cc \
	%D%/table_entries.h
