import Foundation
import ImagePreprocessing
import ModelKit
import TestSupport
import Testing

/// Sizes and offsets of pictures of many sizes, as torchvision and open_clip round them.
@Suite struct SquareGeometryTests {
    @Test func everySizeAndOffsetIsThatOfThePeers() throws {
        let table = try String(
            contentsOf: URL(filePath: Repository.fixture("images/geometry.tsv")), encoding: .utf8)
        let lines = table.split(separator: "\n")
        #expect(lines.count > 500)
        for line in lines {
            let fields = line.split(separator: "\t")
            let mode = try #require(Preprocessing.ResizeMode(rawValue: String(fields[3])))
            let numbers = fields.compactMap { Int($0) }
            let picture = PixelSize(width: numbers[0], height: numbers[1])
            let preprocessing = try Preprocessing(imageSize: numbers[2], resizeMode: mode)
            guard numbers.count == 9 else {
                #expect(throws: ImageError.self) { try SquareGeometry(picture, preprocessing) }
                continue
            }
            let geometry = try SquareGeometry(picture, preprocessing)
            let found = [
                geometry.resized.width, geometry.resized.height,
                geometry.window.columns.lowerBound, geometry.left,
                geometry.window.rows.lowerBound, geometry.top,
            ]
            #expect(found == Array(numbers[3...]), "\(line)")
        }
    }

    /// What the square shows is as long as the resized picture, or as the square.
    @Test(arguments: [(1, 1), (5, 9), (300, 7), (7, 300)], Preprocessing.ResizeMode.allCases)
    func windowLiesInTheSquareAndThePicture(_ sides: (Int, Int), _ mode: Preprocessing.ResizeMode) throws {
        let preprocessing = try Preprocessing(imageSize: 64, resizeMode: mode)
        let geometry = try SquareGeometry(PixelSize(width: sides.0, height: sides.1), preprocessing)
        #expect(geometry.window.columns.upperBound <= geometry.resized.width)
        #expect(geometry.window.rows.upperBound <= geometry.resized.height)
        #expect(geometry.left + geometry.window.columns.count <= 64)
        #expect(geometry.top + geometry.window.rows.count <= 64)
    }
}
