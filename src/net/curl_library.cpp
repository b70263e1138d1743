#include "net/curl_library.h"

#include <dlfcn.h>

#include <string>

namespace lakecode::net {
namespace {

Error cannot_load(std::string reason) {
  return Error{.code = ErrorCode::FailedPrecondition,  // trying again would not help
               .action = "use the network",
               .reason = std::move(reason),
               .advice = "install libcurl 7.85 or newer (package libcurl4)"};
}

/// True when `function` was found under `name`.
template <typename Function>
bool load(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

bool load_easy(void* library, CurlLibrary& curl) {
  return load(library, "curl_global_init", curl.global_init) && load(library, "curl_easy_init", curl.easy_init) &&
         load(library, "curl_easy_cleanup", curl.easy_cleanup) && load(library, "curl_easy_reset", curl.easy_reset) &&
         load(library, "curl_easy_setopt", curl.easy_setopt) && load(library, "curl_easy_getinfo", curl.easy_getinfo) &&
         load(library, "curl_slist_append", curl.slist_append) &&
         load(library, "curl_slist_free_all", curl.slist_free_all);
}

bool load_multi(void* library, CurlLibrary& curl) {
  return load(library, "curl_multi_init", curl.multi_init) && load(library, "curl_multi_cleanup", curl.multi_cleanup) &&
         load(library, "curl_multi_setopt", curl.multi_setopt) &&
         load(library, "curl_multi_add_handle", curl.multi_add_handle) &&
         load(library, "curl_multi_remove_handle", curl.multi_remove_handle) &&
         load(library, "curl_multi_perform", curl.multi_perform) &&
         load(library, "curl_multi_info_read", curl.multi_info_read) &&
         load(library, "curl_multi_poll", curl.multi_poll) && load(library, "curl_multi_wakeup", curl.multi_wakeup);
}

}  // namespace

Result<CurlLibrary> load_curl(const char* name) {
  void* library = ::dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return cannot_load(std::string(name) + " cannot be loaded");
  CurlLibrary curl;
  if (!load_easy(library, curl) || !load_multi(library, curl)) return cannot_load(std::string(name) + " is too old");
  // Thread-safe and counted since 7.84.
  if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return cannot_load(std::string(name) + " does not start");
  return curl;
}

}  // namespace lakecode::net
