// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads the ELF header and the program headers of a file and compares what they promise with the
// file's size.
#include "plugin/elf_check.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

namespace rtpengine::plugin {
namespace {

using FileHeader = ElfW(Ehdr);
using Segment = ElfW(Phdr);

constexpr unsigned char kClass = sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32;
constexpr unsigned char kByteOrder =
    __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB;
#if defined(__x86_64__)
constexpr unsigned kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr unsigned kMachine = EM_AARCH64;
#else
constexpr unsigned kMachine = EM_NONE;  // left to the dynamic loader
#endif

class File {
 public:
  explicit File(const std::string& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  int fd() const { return fd_; }

  /// Read exactly `size` bytes.
  bool read(void* to, std::size_t size, std::uint64_t offset) const {
    const ssize_t got = ::pread(fd_, to, size, static_cast<off_t>(offset));
    return got >= 0 && static_cast<std::size_t>(got) == size;
  }

 private:
  const int fd_;
};

base::Error truncated(std::uint64_t size, std::uint64_t promised) {
  if (promised < size) return base::Error{"has damaged ELF headers"};  // a sum overflowed
  return base::Error{"is truncated: it has " + std::to_string(size) +
                     " bytes, its headers promise " + std::to_string(promised)};
}

/// Whether `count` elements of `size` bytes at `offset` lie within the file; none always do.
base::Result<void> check_range(std::uint64_t file_size, std::uint64_t offset, std::uint64_t count,
                               std::uint64_t size) {
  if (count == 0) return {};
  const std::uint64_t length = count * size;  // count has 16 bits in tables, is 1 for segments
  if (offset > file_size || length > file_size - offset)
    return truncated(file_size, offset + length);
  return {};
}

base::Result<void> check_header(const FileHeader& header) {
  const unsigned char* ident = header.e_ident;
  if (ident[EI_CLASS] != kClass || ident[EI_DATA] != kByteOrder ||
      (kMachine != EM_NONE && header.e_machine != kMachine)) {
    return base::Error{"is built for another machine"};
  }
  if (header.e_type != ET_DYN) return base::Error{"is an ELF file, but not a shared object"};
  if (header.e_phnum == 0 || header.e_phentsize != sizeof(Segment)) {
    return base::Error{"has damaged ELF headers"};
  }
  return {};
}

base::Result<void> check_tables(const File& file, const FileHeader& header, std::uint64_t size) {
  if (auto checked = check_range(size, header.e_phoff, header.e_phnum, sizeof(Segment)); !checked) {
    return checked;
  }
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    Segment segment;
    if (!file.read(&segment, sizeof(segment), header.e_phoff + i * sizeof(segment))) {
      return base::Error{"cannot be read: " + std::string(std::strerror(errno))};
    }
    if (segment.p_type != PT_LOAD) continue;
    auto checked = check_range(size, segment.p_offset, 1, segment.p_filesz);
    if (!checked) return checked;
  }
  return check_range(size, header.e_shoff, header.e_shnum, header.e_shentsize);
}

}  // namespace

base::Result<void> check_elf(const std::string& path) {
  struct stat status;
  if (::stat(path.c_str(), &status) != 0) {
    return base::Error{"cannot be opened: " + std::string(std::strerror(errno))};
  }
  // Before opening: opening a named pipe would wait for a writer.
  if (!S_ISREG(status.st_mode)) return base::Error{"is not a regular file"};
  const File file(path);
  if (file.fd() < 0) return base::Error{"cannot be opened: " + std::string(std::strerror(errno))};

  FileHeader header{};
  const auto size = static_cast<std::uint64_t>(status.st_size);
  const bool whole_header = file.read(&header, sizeof(header), 0);
  const bool magic = whole_header || (size >= SELFMAG && file.read(header.e_ident, SELFMAG, 0));
  if (!magic || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) {
    return base::Error{"is not a shared object (no ELF file)"};
  }
  if (!whole_header) return truncated(size, sizeof(header));
  if (auto checked = check_header(header); !checked) return checked;
  return check_tables(file, header, size);
}

}  // namespace rtpengine::plugin
