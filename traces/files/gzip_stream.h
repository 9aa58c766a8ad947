// gzip (RFC 1952) around another stream. zlib directly, because every byte has to be accounted for: a file cut
// anywhere, a failing checksum and bytes after the end are errors.
#pragma once

#include <memory>

#include "traces/files/byte_stream.h"

namespace skipgrid::traces {

/// Decompresses; several members one after another are one stream, as for gunzip.
std::unique_ptr<ByteSource> make_gzip_source(std::unique_ptr<ByteSource> compressed);

/// Compresses into `compressed`, which must outlive it and is finished with it. The same input gives the same bytes.
std::unique_ptr<ByteSink> make_gzip_sink(ByteSink& compressed);

}  // namespace skipgrid::traces
