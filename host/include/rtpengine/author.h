// SPDX-License-Identifier: MIT
//
// A convenience layer for authors of plugins: compiles into the plugin, so it may use all of C++.
//
//   class Hello final : public rtpengine::author::PluginBase {
//     void on_init() override { ... }      // may throw: the host gets the text of what()
//   };
//   RTPENGINE_DEFINE_PLUGIN(Hello, "hello", "1.0", "MIT", "Says hello", 0)
//
// What crosses the border must not throw: PluginBase guards the plugin's life, `guard` any other
// callback.
#ifndef RTPENGINE_AUTHOR_H
#define RTPENGINE_AUTHOR_H

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include <rtpengine/host.h>
#include <rtpengine/plugin.h>
#include <rtpengine/types.h>
#include <rtpengine/value_view.h>

namespace rtpengine::author {

/// Run `function`, which may throw, and make of it what may cross the border. A function that
/// returns a Status decides what is returned; one that returns nothing means ok. What it throws
/// becomes `failed`, and its text goes to `report`, a function of a string_view.
template <typename Function, typename Report>
Status guard(Function&& function, Report&& report) noexcept {
  try {
    try {
      if constexpr (std::is_same_v<decltype(function()), Status>) {
        return function();
      } else {
        function();
        return Status::ok;
      }
    } catch (const std::exception& problem) {
      report(std::string_view(problem.what()));
    } catch (...) {
      report(std::string_view("an exception of unknown type"));
    }
  } catch (...) {
    // Not even the report could be made.
  }
  return Status::failed;
}

/// Lines in the host's log, printf-style; longer ones than 1,023 bytes are cut.
class Log {
 public:
  Log() noexcept = default;
  explicit Log(LogV1* log) noexcept : log_(log) {}

  void write(LogLevel level, std::string_view call_id, const char* format, ...) const noexcept
      __attribute__((format(printf, 4, 5))) {
    if (log_ == nullptr || log_->enabled(level) == 0) return;
    va_list arguments;
    va_start(arguments, format);
    char text[1024];
    const int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (size < 0) return;
    const uint64_t fit = static_cast<uint64_t>(size) < sizeof text ? size : sizeof text - 1;
    log_->write(level, slice(call_id), {text, fit});
  }

  LogV1* interface() const noexcept { return log_; }

 private:
  LogV1* log_ = nullptr;
};

/// The plugin's life with exceptions allowed, and the interfaces that nearly all need.
class PluginBase : public Plugin {
 public:
  virtual ~PluginBase() = default;

  Status init(Host* host, TextSink* error) noexcept final {
    return guard(
        [&] {
          host_ = host;
          log = Log(need<LogV1>());
          options = need<OptionsV1>();
          on_init();
        },
        [error](std::string_view text) { error->write(slice(text)); });
  }
  Status start(TextSink* error) noexcept final {
    return guard([&] { on_start(); },
                 [error](std::string_view text) { error->write(slice(text)); });
  }
  void stop() noexcept final {
    guard([&] { on_stop(); },
          [this](std::string_view text) {
            log.write(LogLevel::error, {}, "stop failed: %.*s", static_cast<int>(text.size()),
                      text.data());
          });
  }

 protected:
  virtual void on_init() {}
  virtual void on_start() {}
  virtual void on_stop() {}

  /// The host's interface, or null. In on_init and later.
  template <typename Interface>
  Interface* ask() const noexcept {
    return static_cast<Interface*>(host_->query(Interface::id));
  }
  /// The host's interface; throws if it has none.
  template <typename Interface>
  Interface* need() const {
    Interface* found = ask<Interface>();
    if (found == nullptr)
      throw std::runtime_error(std::string("this host has no interface ") + Interface::id);
    return found;
  }
  /// Throws, naming `what`, unless the status is ok.
  static void check(Status status, const char* what) {
    if (status != Status::ok)
      throw std::runtime_error(std::string(what) + " failed with status " +
                               std::to_string(static_cast<uint32_t>(status)));
  }

  /// Value `index` of an option as text; empty if there is none.
  std::string option(const char* name, uint32_t index = 0) const {
    return std::string(view(options->text(name, index)));
  }

  Log log;
  OptionsV1* options = nullptr;

 private:
  Host* host_ = nullptr;
};

/// create and destroy for a descriptor.
template <typename Type>
Plugin* create(TextSink* error) noexcept {
  Plugin* made = nullptr;
  guard([&] { made = new Type; }, [error](std::string_view text) { error->write(slice(text)); });
  return made;
}
template <typename Type>
void destroy(Plugin* plugin) noexcept {
  delete static_cast<Type*>(plugin);
}

/// A descriptor that is filled in for a plugin of this type which may be reloaded; change what you
/// need otherwise.
template <typename Type>
constexpr PluginDescriptor describe(const char* name, const char* version, const char* license,
                                    const char* help, uint32_t kinds,
                                    const OptionSpec* options = nullptr,
                                    uint32_t option_count = 0) {
  return {RTPENGINE_PLUGIN_MAGIC,
          sizeof(PluginDescriptor),
          RTPENGINE_SDK_MAJOR,
          RTPENGINE_SDK_MINOR,
          name,
          version,
          license,
          help,
          options,
          option_count,
          0,
          nullptr,
          plugin_can_unload,
          kinds,
          &create<Type>,
          &destroy<Type>,
          {0, 0, 0, 0}};
}

}  // namespace rtpengine::author

/// Defines the exported descriptor. TYPE derives from PluginBase; the rest are the arguments of
/// author::describe.
#define RTPENGINE_DEFINE_PLUGIN(TYPE, ...)             \
  extern "C" __attribute__((visibility("default")))    \
  const rtpengine::PluginDescriptor rtpengine_plugin = \
      rtpengine::author::describe<TYPE>(__VA_ARGS__);

#endif
