// SPDX-License-Identifier: GPL-3.0-or-later
//
// Checks of a plugin's descriptor: first those that make sure that it means what this host reads,
// then those of its content.
#include "plugin/descriptor_check.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <string>

#include "base/text.h"
#include "plugin/option_check.h"

namespace rtpengine::plugin {
namespace {

/// Part of every descriptor of any version: magic, size, sdk_major, sdk_minor.
constexpr std::size_t kHeaderSize = offsetof(PluginDescriptor, name);
constexpr std::size_t kLongestText = 1024;

std::string version_text(SdkVersion version) {
  return std::to_string(version.major) + "." + std::to_string(version.minor);
}

std::string hex(std::uint32_t value) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out = "0x";
  for (int shift = 28; shift >= 0; shift -= 4) out += kDigits[(value >> shift) & 15];
  return out;
}

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

/// Lower case letters, digits and single dashes between them.
bool is_dashed_word(std::string_view text) {
  if (text.empty() || text.size() > 63 || text.front() == '-' || text.back() == '-') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = text[i] == '-';
    if (!dash && !is_lower(text[i]) && !base::is_digit(text[i])) return false;
    if (dash && text[i - 1] == '-') return false;
  }
  return true;
}

base::Result<void> check_version(SdkVersion plugin, SdkVersion host) {
  const std::string versions =
      "is built with plugin SDK " + version_text(plugin) + ", this host has " + version_text(host);
  if (plugin.major > host.major) return base::Error{versions + ": it needs a newer host"};
  if (plugin.major < host.major) {
    return base::Error{versions + ": it has to be built again with the host's SDK"};
  }
  if (host.major == 0 && plugin.minor != host.minor) {
    return base::Error{versions + ": before version 1.0 both must be equal"};
  }
  return {};
}

base::Result<void> check_size(const PluginDescriptor& header, std::size_t available,
                              SdkVersion host) {
  const std::string says =
      "has a descriptor that says it has " + std::to_string(header.size) + " bytes";
  if (header.size < sizeof(PluginDescriptor)) {
    return base::Error{says + ", but SDK " + version_text({header.sdk_major, header.sdk_minor}) +
                       " has " + std::to_string(sizeof(PluginDescriptor))};
  }
  if (header.size > sizeof(PluginDescriptor) && header.sdk_minor <= host.minor) {
    return base::Error{says + ", but SDK " + version_text({header.sdk_major, header.sdk_minor}) +
                       " has " + std::to_string(sizeof(PluginDescriptor)) +
                       ": its SDK headers were changed"};
  }
  if (header.size > available) {
    return base::Error{says + ", but the file has " + std::to_string(available) + " for it"};
  }
  return {};
}

/// Texts have to be there, end within reason, and be printable.
base::Result<void> check_text(const char* text, const std::string& what) {
  if (text == nullptr) return base::Error{what + " is missing"};
  const std::size_t length = strnlen(text, kLongestText + 1);
  if (length > kLongestText) {
    return base::Error{what + " has more than " + std::to_string(kLongestText) + " bytes"};
  }
  const bool control =
      std::any_of(text, text + length, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (control) return base::Error{what + " contains control characters"};
  return {};
}

base::Result<void> check_texts(const PluginDescriptor& descriptor) {
  struct Member {
    const char* text;
    const char* what;
  };
  for (const Member& member :
       {Member{descriptor.name, "its name"}, Member{descriptor.version, "its version"},
        Member{descriptor.license, "its licence"}, Member{descriptor.help, "its help text"}}) {
    if (auto checked = check_text(member.text, member.what); !checked) return checked;
  }
  if (!is_plugin_name(descriptor.name)) {
    return base::Error{"its name '" + std::string(descriptor.name) +
                       "' is not made of lower case letters, digits and single dashes"};
  }
  return {};
}

/// `fresh`: the plugin knows more than this host, so what should be zero may mean something.
base::Result<void> check_option(const OptionSpec& spec, std::uint32_t index, bool fresh) {
  std::string what = "option " + std::to_string(index) + " of its table";
  if (auto checked = check_text(spec.name, "the name of " + what); !checked) return checked;
  what = "option '" + std::string(spec.name) + "'";
  if (!is_dashed_word(spec.name)) {
    return base::Error{what +
                       " has a name that is not made of lower case letters, digits and "
                       "single dashes"};
  }
  if (auto checked = check_text(spec.help, "the help text of " + what); !checked) return checked;
  if (option_type_name(spec.type) == "unknown") {
    return base::Error{what + " has the unknown type " +
                       std::to_string(static_cast<std::uint32_t>(spec.type))};
  }
  const bool is_flag = spec.type == OptionType::flag;
  if (is_flag != (spec.placeholder == nullptr)) {
    return base::Error{what + (is_flag ? " is a flag and has a placeholder"
                                       : " is not a flag and has no placeholder")};
  }
  if (is_flag && (spec.flags & option_repeatable) != 0) {
    return base::Error{what + " is a flag and repeatable"};
  }
  if (spec.default_value != nullptr) {
    if (auto checked = check_option_value(spec, spec.default_value); !checked) {
      return base::Error{what + " has a wrong default: " + checked.error()};
    }
  }
  const char letter = base::to_lower(spec.short_name);
  if (letter != 0 && !is_lower(letter) && !base::is_digit(letter)) {
    return base::Error{what + " has a short name that is neither letter nor digit"};
  }
  const bool zero = std::all_of(std::begin(spec.reserved), std::end(spec.reserved),
                                [](char c) { return c == 0; });
  if (!fresh && (!zero || (spec.flags & ~(option_repeatable | option_live)) != 0)) {
    return base::Error{what + " has reserved bits or bytes that are not zero"};
  }
  return {};
}

base::Result<void> check_options(const PluginDescriptor& descriptor, bool fresh) {
  if (descriptor.option_count > kMaxOptions) {
    return base::Error{"its option table has " + std::to_string(descriptor.option_count) +
                       " options, more than " + std::to_string(kMaxOptions)};
  }
  if ((descriptor.option_count == 0) != (descriptor.options == nullptr)) {
    return base::Error{"its option table and the number of options disagree"};
  }
  std::set<std::string_view> names;
  std::set<char> letters;
  for (std::uint32_t i = 0; i < descriptor.option_count; ++i) {
    const OptionSpec& spec = descriptor.options[i];
    if (auto checked = check_option(spec, i, fresh); !checked) return checked;
    if (!names.insert(spec.name).second) {
      return base::Error{"option '" + std::string(spec.name) + "' stands twice in its table"};
    }
    if (spec.short_name != 0 && !letters.insert(spec.short_name).second) {
      return base::Error{"short option '" + std::string(1, spec.short_name) +
                         "' stands twice in its table"};
    }
  }
  return {};
}

base::Result<void> check_after(const PluginDescriptor& descriptor) {
  if (descriptor.after_count > kMaxAfter) {
    return base::Error{"it comes after " + std::to_string(descriptor.after_count) +
                       " plugins, more than " + std::to_string(kMaxAfter)};
  }
  if ((descriptor.after_count == 0) != (descriptor.after == nullptr)) {
    return base::Error{"its list of plugins to come after and their number disagree"};
  }
  for (std::uint32_t i = 0; i < descriptor.after_count; ++i) {
    const char* name = descriptor.after[i];
    if (auto checked = check_text(name, "a name of a plugin to come after"); !checked) {
      return checked;
    }
    if (!is_plugin_name(name)) {
      return base::Error{"it comes after '" + std::string(name) + "', which is no plugin's name"};
    }
    if (std::string_view(name) == descriptor.name) return base::Error{"it comes after itself"};
  }
  return {};
}

constexpr std::uint32_t kKnownKinds = (kind_service << 1) - 1;

base::Result<void> check_content(const PluginDescriptor& descriptor, bool fresh) {
  if (auto checked = check_texts(descriptor); !checked) return checked;
  if (descriptor.create == nullptr || descriptor.destroy == nullptr) {
    return base::Error{"its descriptor has no create or no destroy function"};
  }
  const bool zero = std::all_of(std::begin(descriptor.reserved), std::end(descriptor.reserved),
                                [](std::uint64_t word) { return word == 0; });
  if (!fresh && !zero) {
    return base::Error{"its descriptor has reserved members that are not zero"};
  }
  if (!fresh && (descriptor.flags & ~plugin_can_unload) != 0) {
    return base::Error{"its descriptor has unknown flags (" + hex(descriptor.flags) + ")"};
  }
  if (!fresh && (descriptor.kinds & ~kKnownKinds) != 0) {
    return base::Error{"its descriptor names unknown kinds (" + hex(descriptor.kinds) + ")"};
  }
  if (auto checked = check_after(descriptor); !checked) return checked;
  return check_options(descriptor, fresh);
}

}  // namespace

bool is_plugin_name(std::string_view name) { return is_dashed_word(name) && is_lower(name[0]); }

base::Result<PluginDescriptor> check_descriptor(const void* data, std::size_t available,
                                                SdkVersion host) {
  PluginDescriptor descriptor{};
  if (available < kHeaderSize) {
    return base::Error{"has a descriptor of only " + std::to_string(available) + " bytes"};
  }
  std::memcpy(&descriptor, data, kHeaderSize);
  if (descriptor.magic != RTPENGINE_PLUGIN_MAGIC) {
    return base::Error{"is not a plugin of this program: its descriptor begins with " +
                       hex(descriptor.magic) + " instead of " + hex(RTPENGINE_PLUGIN_MAGIC)};
  }
  const SdkVersion version{descriptor.sdk_major, descriptor.sdk_minor};
  if (auto checked = check_version(version, host); !checked) return base::Error{checked.error()};
  if (auto checked = check_size(descriptor, available, host); !checked) {
    return base::Error{checked.error()};
  }
  std::memcpy(&descriptor, data, std::min<std::size_t>(descriptor.size, sizeof(descriptor)));
  const bool fresh = version.minor > host.minor;
  if (auto checked = check_content(descriptor, fresh); !checked) {
    return base::Error{checked.error()};
  }
  return descriptor;
}

}  // namespace rtpengine::plugin
