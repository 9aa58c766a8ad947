#include "sim/array/mapping.h"

#include <catch2/catch.hpp>

using namespace skipgrid::sim;

TEST_CASE("What stays and what streams where follows from the dimensions on rows, columns and stream") {
  const Mapping& ws = mapping_of(Dataflow::ws);
  CHECK(ws.stationary() == Matrix::b);
  CHECK(ws.along_rows() == Matrix::a);
  CHECK(ws.along_cols() == Matrix::c);
  CHECK_FALSE(ws.output_stationary());

  const Mapping& is = mapping_of(Dataflow::is);
  CHECK(is.stationary() == Matrix::a);
  CHECK(is.along_rows() == Matrix::b);
  CHECK(is.along_cols() == Matrix::c);
  CHECK_FALSE(is.output_stationary());

  const Mapping& os = mapping_of(Dataflow::os);
  CHECK(os.stationary() == Matrix::c);
  CHECK(os.along_rows() == Matrix::a);
  CHECK(os.along_cols() == Matrix::b);
  CHECK(os.output_stationary());
}

TEST_CASE("Every dataflow uses each dimension once and has K on the rows or in the stream") {
  for (const Mapping& mapping : kMappings) {
    CAPTURE(mapping.dataflow);
    CHECK(mapping.rows != mapping.cols);
    CHECK(mapping.rows != mapping.stream);
    CHECK(mapping.cols != mapping.stream);
    CHECK(mapping.cols != Dimension::k);
  }
}

TEST_CASE("A tile of 3 rows and 4 columns past which 5 operands stream takes part in 12, 15 and 20 elements") {
  const PerMatrix<std::int64_t> ws = mapping_of(Dataflow::ws).elements(3, 4, 5);
  CHECK(ws.b == 12);
  CHECK(ws.a == 15);
  CHECK(ws.c == 20);
  const PerMatrix<std::int64_t> is = mapping_of(Dataflow::is).elements(3, 4, 5);
  CHECK(is.a == 12);
  CHECK(is.b == 15);
  CHECK(is.c == 20);
  const PerMatrix<std::int64_t> os = mapping_of(Dataflow::os).elements(3, 4, 5);
  CHECK(os.c == 12);
  CHECK(os.a == 15);
  CHECK(os.b == 20);
}
