import Kernels
package import Tensors

// What the engine does with maps, on all threads.
extension FastEngine {
    package func neighbourhoods(of map: FeatureMap, stride: Int) -> FeatureMap {
        FeatureMap(
            MapSize(
                count: map.count, height: (map.height - 1) / stride + 1, width: (map.width - 1) / stride + 1),
            pixels: Kernels.neighbourhoods(map.pixels, map.size, stride: stride, threads: threads))
    }

    package func averagedByTwo(_ map: FeatureMap) -> FeatureMap {
        FeatureMap(
            MapSize(count: map.count, height: map.height / 2, width: map.width / 2),
            pixels: averageByTwo(map.pixels, map.size, threads: threads))
    }

    package func featureMap(planes: Matrix, side: Int) -> FeatureMap {
        let size = MapSize(count: planes.rows, height: side, width: side)
        return FeatureMap(size, pixels: interleavePlanes(planes, size, channels: 3, threads: threads))
    }
}
