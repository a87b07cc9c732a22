import Testing

@testable import Families
@testable import ModelKit

struct ActivationChoiceTests {
    @Test func theMostTrustedSourceDecides() {
        let all = ActivationChoice(override: .geluTanh, configured: .gelu, known: .quickGELU)
        #expect(all.activation == .geluTanh && all.origin == .override)
        let files = ActivationChoice(configured: .gelu, known: .quickGELU)
        #expect(files.activation == .gelu && files.origin == .config)
        let known = ActivationChoice(known: .gelu)
        #expect(known.activation == .gelu && known.origin == .knownModel)
        let family = ActivationChoice(known: .gelu, ofFamily: .geluTanh)
        #expect(family.activation == .gelu && family.origin == .knownModel)
        let alone = ActivationChoice(ofFamily: .geluTanh)
        #expect(alone.activation == .geluTanh && alone.origin == .family)
        for choice in [all, files, known, family, alone] { #expect(choice.warning == nil) }
    }

    @Test func withoutASourceItIsOpenAIsWithAWarning() {
        let choice = ActivationChoice()
        #expect(choice.activation == .quickGELU && choice.origin == .assumed)
        #expect(choice.warning?.contains("--activation") == true)
    }

    @Test func theNamesAreThoseOfTheFormat() {
        #expect(Activation.allCases.map(\.rawValue) == ["quick_gelu", "gelu", "gelu_tanh"])
        #expect(
            ActivationChoice.Origin.allCases.map(\.rawValue) == [
                "override", "config", "known_model", "family", "assumed",
            ])
        #expect(Dialect.allCases.map(\.rawValue) == ["openai", "openclip", "huggingface"])
    }
}
