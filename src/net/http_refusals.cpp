// What libmicrohttpd refuses by itself, before a request is one: a request line, a header or a chunk that it cannot
// read, more than its memory holds. It has no hook for these answers and writes a page of HTML; a client of an API
// wants the error it knows. The library makes every body by this public function of its own, so ours stands before it:
// pages become JSON errors, other bodies are made as the library makes them. Where the linker binds the library's own
// function instead, the pages stay.

#include <microhttpd.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace lakecode::net {
namespace {

void keep(void* /*bytes*/) {}

MHD_Response* make_copy(std::string_view bytes) {
  void* copy = std::malloc(bytes.size() + 1);  // NOLINT(cppcoreguidelines-no-malloc): the library frees it
  if (copy == nullptr) return nullptr;
  std::memcpy(copy, bytes.data(), bytes.size());
  MHD_Response* made = MHD_create_response_from_buffer_with_free_callback(bytes.size(), copy, &std::free);
  if (made == nullptr) std::free(copy);  // NOLINT(cppcoreguidelines-no-malloc): as above
  return made;
}

/// "<html>...<body>WHY</body></html>" as the error of a request that could not be read.
MHD_Response* make_error(std::string_view page) {
  constexpr std::string_view kOpen = "<body>";
  const std::size_t from = page.find(kOpen);
  const std::string_view rest = from == std::string_view::npos ? "" : page.substr(from + kOpen.size());
  const bool large = page.find("too big") != std::string_view::npos || page.find("too large") != std::string_view::npos;
  std::string body = large ? R"({"error_code":"MAX_REQUEST_SIZE_EXCEEDED","message":")"
                           : R"({"error_code":"MALFORMED_REQUEST","message":")";
  for (const char c : rest.substr(0, rest.find('<'))) {
    if (c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20) body += c;
  }
  if (rest.empty()) body += "The HTTP request could not be read.";
  body += "\"}";
  MHD_Response* made = make_copy(body);
  if (made != nullptr) MHD_add_response_header(made, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json");
  return made;
}

}  // namespace
}  // namespace lakecode::net

// NOLINTNEXTLINE(readability-identifier-naming): the library's name
extern "C" MHD_Response* MHD_create_response_from_buffer(std::size_t size, void* buffer, MHD_ResponseMemoryMode mode) {
  using namespace lakecode::net;
  const std::string_view bytes(static_cast<const char*>(buffer), size);
  if (mode == MHD_RESPMEM_PERSISTENT && bytes.starts_with("<html>")) return make_error(bytes);
  if (mode == MHD_RESPMEM_MUST_COPY) return make_copy(bytes);
  return MHD_create_response_from_buffer_with_free_callback(size, buffer,
                                                            mode == MHD_RESPMEM_MUST_FREE ? &std::free : &keep);
}
