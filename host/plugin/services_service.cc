// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/services_service.h"

#include <algorithm>
#include <string_view>

#include "base/log.h"

namespace rtpengine::plugin {
namespace {

bool is_word(std::string_view text) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789-";
  return !text.empty() && text.find_first_not_of(kLetters) == std::string_view::npos;
}

/// "plugin.interface/revision"
bool well_formed(std::string_view id) {
  const std::size_t dot = id.find('.');
  const std::size_t slash = id.find('/');
  if (dot == std::string_view::npos || slash == std::string_view::npos || slash < dot) return false;
  const std::string_view revision = id.substr(slash + 1);
  return is_word(id.substr(0, dot)) && is_word(id.substr(dot + 1, slash - dot - 1)) &&
         !revision.empty() && revision.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

Status ServicesService::publish(const char* service_id, void* service) noexcept {
  constexpr const char* kFunction = "ServicesV1::publish";
  if (!desk_.may_register(kFunction)) return Status::invalid;
  if (service_id == nullptr || service == nullptr || !well_formed(service_id)) {
    desk_.refuse(kFunction, "there is no service, or its id is not like 'plugin.interface/1'");
    return Status::invalid;
  }
  const std::string_view wanted = service_id;
  if (desk_.any(&Registrations::services,
                [wanted](const ServiceOffer& other) { return other.id == wanted; })) {
    desk_.refuse(kFunction, "the service '" + std::string(wanted) + "' is offered already");
    return Status::exists;
  }
  desk_.mine().services.push_back({std::string(wanted), service, desk_.plugin()});
  return Status::ok;
}

void* ServicesService::use(const char* service_id) noexcept {
  if (service_id == nullptr || std::this_thread::get_id() != main_thread_) {
    desk_.plugin()->count_fault();
    LOG(error, "plugin '%s' gets no service by ServicesV1::use: %s", desk_.plugin()->name().c_str(),
        service_id == nullptr ? "it named none" : "it was called outside of init and start");
    return nullptr;
  }
  const ServiceOffer* offer =
      desk_.find(&Registrations::services,
                 [service_id](const ServiceOffer& other) { return other.id == service_id; });
  if (offer == nullptr) return nullptr;
  const bool known = std::any_of(uses_.begin(), uses_.end(), [offer](const ServiceUse& use) {
    return use.id == offer->id && use.publisher == offer->plugin;
  });
  if (!known && offer->plugin != desk_.plugin()) uses_.push_back({offer->id, offer->plugin});
  return offer->service;
}

}  // namespace rtpengine::plugin
