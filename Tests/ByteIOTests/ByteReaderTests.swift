import ByteIO
import Testing

@Suite struct ByteReaderTests {
    @Test func integersAreLittleEndian() throws {
        var reader = ByteReader([1, 2, 3, 4, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 9])
        #expect(try reader.integer(UInt16.self) == 0x0201)
        #expect(try reader.byte() == 3)
        #expect(try reader.byte() == 4)
        #expect(try reader.integer(Int64.self) == 0x7FFF_FFFF_FFFF_FFFE)
        #expect(reader.remaining == 1)
    }

    @Test(arguments: [-1, 4, .max]) func sliceOutsideIsRefusedWithItsOffset(_ count: Int) throws {
        var reader = ByteReader([1, 2, 3, 4], base: 100)
        _ = try reader.byte()
        let error = #expect(throws: FileError.self) { try reader.slice(count) }
        #expect(error?.location == "offset 101")
        #expect(try reader.slice(3) == [2, 3, 4])
    }

    @Test func numberThatIsCutOffIsRefused() {
        var reader = ByteReader([1, 2, 3])
        #expect(throws: FileError.self) { try reader.integer(UInt32.self) }
        #expect(throws: FileError.self) { try reader.seek(to: 4) }
        #expect(throws: FileError.self) { try reader.seek(to: -1) }
    }

    @Test func lineEndsAtItsLimit() throws {
        var reader = ByteReader(Array("abc\ndefg\n".utf8))
        #expect(try reader.line(limit: 3).elementsEqual("abc".utf8))
        #expect(throws: FileError.self) { try reader.line(limit: 3) }
        #expect(try reader.line(limit: 4).elementsEqual("defg".utf8))
        #expect(throws: FileError.self) { try reader.line(limit: 4) }
    }

    @Test func textIsNeverRepaired() throws {
        #expect(try FileError.requireText([0xC3, 0xA9], "a name", at: "here") == "é")
        for bytes: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC3]] {
            #expect(throws: FileError.self) { try FileError.requireText(bytes, "a name", at: "here") }
        }
    }
}
