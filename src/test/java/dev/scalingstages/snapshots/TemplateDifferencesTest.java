package dev.scalingstages.snapshots;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.snapshots.TemplateDifferences.Difference;
import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@BesideTheCdk
class TemplateDifferencesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'a':[1,{'b':'c'}]} | {'a':[1,{'b':'c'}]}  | ``
            {'a':1,'b':2}       | {'b':2,'a':1}        | ``
            {'a':{'b':[1,2]}}   | {'a':{'b':[1,3]}}    | /a/b/1: 2 3
            {'a':1,'b':[1]}     | {'b':[1,2],'c':{}}   | /a: 1 nothing, /b/1: nothing 2, /c: nothing {}
            {'a':'1'}           | {'a':1}              | /a: '1' 1
            {'a':[]}            | {'a':{}}             | /a: [] {}
            {'a':null}          | {}                   | /a: null nothing
            [1,2]               | [2,1]                | /0: 1 2, /1: 2 1
            """)
    @DisplayName("what is changed, missing, new or of another type is found at its place; the order of a list counts")
    void differencesAreFoundAtTheirPlaces(String expected, String actual, String found) {
        assertThat(differences(expected, actual))
                .extracting(each -> each.pointer() + ": " + each.expected() + " " + each.actual())
                .map(each -> each.replace('"', '\''))
                .isEqualTo(found.isEmpty() ? List.of() : List.of(found.split(", ")));
    }

    @Test
    void pointersAreEscapedSoThatTheyLeadBack() {
        List<Difference> found = differences("{'a/b':{'c~d':{'Fn::GetAtt':1}}}", "{'a/b':{'c~d':{'Fn::GetAtt':2}}}");
        assertThat(found).extracting(Difference::pointer).containsExactly("/a~1b/c~0d/Fn::GetAtt");
        assertThat(json("{'a/b':{'c~d':{'Fn::GetAtt':2}}}")
                        .at(found.get(0).pointer())
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void tenDifferencesAreShownAndTheRestCounted() {
        ObjectNode many = new ObjectMapper().createObjectNode();
        for (int index = 0; index < 12; index++) {
            many.put("resource" + (char) ('a' + index), index);
        }
        List<Difference> found = TemplateDifferences.between(new ObjectMapper().createObjectNode(), many);
        assertThat(TemplateDifferences.describe(found))
                .contains("/resourcea", "/resourcej", "and 2 more differences")
                .doesNotContain("/resourcek");
        assertThat(TemplateDifferences.describe(found.subList(0, 10))).doesNotContain("more");
    }

    @Test
    void longValuesAreShortened() {
        String description = new Difference("/a", "x".repeat(1_000), "y").toString();
        assertThat(description).hasSizeLessThan(300).contains(" …").contains("actual:   y");
    }

    private static List<Difference> differences(String expected, String actual) {
        return TemplateDifferences.between(json(expected), json(actual));
    }

    private static JsonNode json(String text) {
        return ProjectFiles.json(text.replace('\'', '"'));
    }
}
