package dev.scalingstages.snapshots;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.snapshots.TemplateDifferences.Difference;
import dev.scalingstages.testing.BesideTheCdk;
import java.util.List;
import org.junit.jupiter.api.Test;

@BesideTheCdk
class TemplateDifferencesTest {
    @Test
    void equalDocumentsDoNotDiffer() {
        assertThat(differences("{'a':[1,{'b':'c'}]}", "{'a':[1,{'b':'c'}]}")).isEmpty();
        assertThat(differences("{'a':1,'b':2}", "{'b':2,'a':1}")).isEmpty();
    }

    @Test
    void aChangedValueIsFoundAtItsPlace() {
        assertThat(differences("{'a':{'b':[1,2]}}", "{'a':{'b':[1,3]}}"))
                .containsExactly(new Difference("/a/b/1", "2", "3"));
    }

    @Test
    void whatIsMissingAndWhatIsNewAreFound() {
        assertThat(differences("{'a':1,'b':[1]}", "{'b':[1,2],'c':{}}"))
                .containsExactly(
                        new Difference("/a", "1", "nothing"),
                        new Difference("/b/1", "nothing", "2"),
                        new Difference("/c", "nothing", "{}"));
    }

    @Test
    void anotherTypeIsADifference() {
        assertThat(differences("{'a':'1'}", "{'a':1}")).containsExactly(new Difference("/a", "\"1\"", "1"));
        assertThat(differences("{'a':[]}", "{'a':{}}")).containsExactly(new Difference("/a", "[]", "{}"));
        assertThat(differences("{'a':null}", "{}")).containsExactly(new Difference("/a", "null", "nothing"));
    }

    @Test
    void theOrderOfAListCounts() {
        assertThat(differences("[1,2]", "[2,1]")).hasSize(2);
    }

    @Test
    void pointersAreEscapedSoThatTheyLeadBack() throws JsonProcessingException {
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
        try {
            return TemplateDifferences.between(json(expected), json(actual));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }
}
