// A network as SCALE-Sim's topology files describe it, one layer a row, as matrix products.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace skipgrid::traces {

/// Of every `of` consecutive rows of a filter matrix the first `kept` are not zero, the same ones in every column: what
/// SCALE-Sim v3 calls layer-wise N:M sparsity.
struct NmSparsity {
  std::int64_t kept = 1;
  std::int64_t of = 1;
};

/// `products` products y[m x n] = x[m x k] W[k x n]. A convolution is one by im2col: m = output pixels x batch, k =
/// filter height x width x channels, n = filters.
struct TopologyLayer {
  std::string name;   ///< unique in its topology: the second "conv" is "conv#2"
  std::string place;  ///< "net.csv:7", for errors
  std::int64_t m = 0, k = 0, n = 0;
  std::int64_t products = 1;  ///< more than one in a depthwise convolution: one a channel
  NmSparsity sparsity;
};

struct Topology {
  std::string name;  ///< of the file, without folder and ending
  int batch = 1;
  std::vector<TopologyLayer> layers;
  std::vector<std::string> notes;  ///< what a reader of the table may have meant otherwise, a line each
};

/// Most channels of a depthwise convolution: each is a product of its own.
inline constexpr std::int64_t kMaxDepthwiseChannels = 4096;
/// Largest k of a sparse layer: the mask over it has to fit a line of a trace.
inline constexpr std::int64_t kMaxSparseRows = std::int64_t{1} << 26;

/// Reads a table in convolution form (Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num
/// Filter, Strides or Stride Height and Stride Width) or GEMM form (Layer, M, N, K); the header row says which, and
/// whether columns Sparsity ("1:2", or empty) and Batch Size follow. Cells that begin with # end a row. docs/import.md
/// has the rules. Output sizes are SCALE-Sim's: ceil((ifmap - filter + stride) / stride), no padding. A name with the
/// word "DP" in it ("DP_conv2", "conv2DP", not "UDP" or "DPool") marks a depthwise convolution: per channel one product
/// with all the filters. `batch` (1 or more) and the row's Batch Size multiply m. Throws InputError "net.csv:7:
/// Channels: expected ..., got ...".
Topology read_scale_sim_topology(const std::string& path, int batch = 1);

}  // namespace skipgrid::traces
