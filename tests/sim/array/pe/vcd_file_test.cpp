#include "sim/array/pe/vcd_file.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/fixtures/temporary_folder.h"

using namespace skipgrid;
using namespace skipgrid::sim;
using skipgrid::traces::test::read_file;
using skipgrid::traces::test::TemporaryFolder;

TEST_CASE("A VCD file has its signals, what they begin with, and changes alone") {
  const TemporaryFolder folder;
  VcdFile file(folder / "w.vcd", "1 ns");
  file.open_scope("top");
  const std::size_t count = file.add_count("count"), real = file.add_real("real"), bit = file.add_bit("bit");
  file.close_scope();
  file.at(5);
  file.set_count(count, 6);
  file.set_real(real, -0.5);
  file.set_bit(bit, false);
  file.at(7);
  file.set_real(real, -0.5);
  file.at(9);
  file.set_bit(bit, true);
  CHECK_FALSE(std::filesystem::exists(folder / "w.vcd"));
  file.finish();
  CHECK(read_file(folder / "w.vcd") ==
        "$timescale 1 ns $end\n$scope module top $end\n$var wire 64 a count $end\n$var real 1 b real $end\n"
        "$var wire 1 c bit $end\n$upscope $end\n$enddefinitions $end\n$dumpvars\nb0 a\nr0 b\n0c\n$end\n"
        "#5\nb110 a\nr-0.5 b\n#9\n1c\n");
}

TEST_CASE("A VCD file names more signals than there are letters") {
  const TemporaryFolder folder;
  VcdFile file(folder / "w.vcd", "1 ns");
  for (int i = 0; i < 28; ++i) file.add_bit("x");
  file.finish();
  CHECK_THAT(read_file(folder / "w.vcd"),
             Catch::Contains(" z x ") && Catch::Contains(" bb x ") && !Catch::Contains(" ab x "));
}

TEST_CASE("A waveform that the disk does not take is an error") {
  VcdFile file("/dev/full", "1 ns");
  CHECK_THROWS_WITH(file.finish(), "/dev/full: writing failed: No space left on device");
}
