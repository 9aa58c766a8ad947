// Zstandard (RFC 8878) around another stream. libzstd directly: frames carry a checksum, and a file cut anywhere is an
// error.
#pragma once

#include <memory>

#include "traces/files/byte_stream.h"

namespace skipgrid::traces {

/// Decompresses. Refuses frames that ask for a window of more than 8 MiB, so that a file cannot claim memory.
std::unique_ptr<ByteSource> make_zstd_source(std::unique_ptr<ByteSource> compressed);

/// Compresses into `compressed`, which must outlive it and is finished with it. The same input gives the same bytes.
std::unique_ptr<ByteSink> make_zstd_sink(ByteSink& compressed);

}  // namespace skipgrid::traces
