#include "local/routes/same_user.h"

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "base/text.h"

namespace lakecode::local {

// A line of /proc/net/tcp (proc_net_tcp in the kernel's documentation): number, local address, remote address, state,
// queues, timer, retransmits, uid. Addresses are hex "IP:PORT"; the line we want is the client's end.
bool is_same_user(const net::ServerRequest& request) {
  if (request.peer_port == 0 || request.own_port == 0) return false;
  std::ifstream table("/proc/net/tcp");
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    std::istringstream fields(line);
    std::string number, local, remote, state, queues, timer, retransmits;
    std::int64_t uid = -1;
    if (!(fields >> number >> local >> remote >> state >> queues >> timer >> retransmits >> uid)) continue;
    const std::size_t near = local.find(':');
    const std::size_t far = remote.find(':');
    if (near == std::string::npos || far == std::string::npos) continue;
    const bool ours = std::strtol(local.c_str() + near + 1, nullptr, 16) == request.peer_port &&
                      std::strtol(remote.c_str() + far + 1, nullptr, 16) == request.own_port;
    if (ours) return uid == static_cast<std::int64_t>(::getuid());
  }
  return false;
}

}  // namespace lakecode::local
