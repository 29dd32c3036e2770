# Trial plugin: a kernel table back end. The unit tests of host/kernel and host/plugin link its table.
check_LTLIBRARIES += %D%/libmemory-table.la %D%/rtpengine-fake-kernel.la
%C%_libmemory_table_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_libmemory_table_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_libmemory_table_la_SOURCES = %D%/memory_table.cc %D%/memory_table.h
%C%_rtpengine_fake_kernel_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
%C%_rtpengine_fake_kernel_la_CXXFLAGS = $(PLUGIN_CXXFLAGS)
%C%_rtpengine_fake_kernel_la_LDFLAGS = $(TEST_PLUGIN_LDFLAGS)
%C%_rtpengine_fake_kernel_la_LIBADD = %D%/libmemory-table.la
%C%_rtpengine_fake_kernel_la_SOURCES = %D%/plugin.cc
