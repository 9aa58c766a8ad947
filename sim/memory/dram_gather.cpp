#include "sim/memory/dram_gather.h"

namespace skipgrid::sim {

DramGather::DramGather(std::vector<DramSegment> those) : segments(std::move(those)) {
  for (const DramSegment& segment : segments) bytes += segment.bytes;
}

void DramGather::add_to(std::vector<DramSegment>& moved, std::int64_t address) const {
  for (const DramSegment& segment : segments) moved.push_back({address + segment.address, segment.bytes});
}

std::vector<DramSegment> DramPlace::all_segments() const {
  std::vector<DramSegment> all = segments;
  if (gather != nullptr) gather->add_to(all, address);
  return all;
}

Bytes DramPlace::bytes() const {
  Bytes sum = gather == nullptr ? Bytes(0) : gather->bytes;
  for (const DramSegment& segment : segments) sum += segment.bytes;
  return sum;
}

}  // namespace skipgrid::sim
