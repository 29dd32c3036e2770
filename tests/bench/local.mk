# Measuring programs that are linked to the host's libraries. `make check` builds them, so that they
# do not rot, and does not run them; the other tools here are compiled by the scripts that use them.
EXTRA_PROGRAMS += %D%/srtp_bench
check_DATA += %D%/srtp_bench$(EXEEXT)
CLEANFILES += %D%/srtp_bench$(EXEEXT)
%C%_srtp_bench_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_srtp_bench_LDADD = $(HOST_LIBS) $(HOST_EXTERNAL_LIBS)
%C%_srtp_bench_SOURCES = %D%/srtp_bench.cc
