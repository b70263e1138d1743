#pragma once
// Whether the other end of a loopback connection belongs to the user who runs this server. Reads /proc/net/tcp.

#include "net/http_server.h"

namespace lakecode::local {

/// False when it cannot be told.
bool is_same_user(const net::ServerRequest& request);

}  // namespace lakecode::local
