#pragma once
// libcurl, loaded when the first client is made. Linked at start it would cost every command, also those that never use
// the network, about thirty libraries: 3 ms and 6 MB. Immutable after load; any thread. Never unloaded, since a
// resolver thread of libcurl may outlive its call.

#include <curl/curl.h>

#include "base/result.h"

namespace lakecode::net {

/// The functions we call, under libcurl's own names without the prefix.
struct CurlLibrary {
  decltype(&curl_global_init) global_init = nullptr;
  decltype(&curl_easy_init) easy_init = nullptr;
  decltype(&curl_easy_cleanup) easy_cleanup = nullptr;
  decltype(&curl_easy_reset) easy_reset = nullptr;
  decltype(&curl_easy_setopt) easy_setopt = nullptr;
  decltype(&curl_easy_getinfo) easy_getinfo = nullptr;
  decltype(&curl_slist_append) slist_append = nullptr;
  decltype(&curl_slist_free_all) slist_free_all = nullptr;
  decltype(&curl_multi_init) multi_init = nullptr;
  decltype(&curl_multi_cleanup) multi_cleanup = nullptr;
  decltype(&curl_multi_setopt) multi_setopt = nullptr;
  decltype(&curl_multi_add_handle) multi_add_handle = nullptr;
  decltype(&curl_multi_remove_handle) multi_remove_handle = nullptr;
  decltype(&curl_multi_perform) multi_perform = nullptr;
  decltype(&curl_multi_info_read) multi_info_read = nullptr;
  decltype(&curl_multi_poll) multi_poll = nullptr;
  decltype(&curl_multi_wakeup) multi_wakeup = nullptr;
};

/// The library by its name as the dynamic linker finds it, ready for use. FailedPrecondition when it is missing or too
/// old.
Result<CurlLibrary> load_curl(const char* name = "libcurl.so.4");

}  // namespace lakecode::net
