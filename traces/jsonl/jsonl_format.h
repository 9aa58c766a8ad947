// The words of the trace file format that its writer and its reader share.
#pragma once

#include <string_view>

namespace skipgrid::traces {

inline constexpr std::string_view kTraceFormat = "skipgrid-trace";
inline constexpr int kTraceVersion = 1;

}  // namespace skipgrid::traces
