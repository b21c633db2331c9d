package dev.scalingstages.review.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scalingstages.testing.BesideTheCdk;
import dev.scalingstages.testing.ProjectFiles;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way in which a value refers to a resource is found, however deep: a missed one hides a replacement. */
@BesideTheCdk
class ReferenceTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'Ref': 'Key'} | Key
            {'Fn::GetAtt': ['Key', 'Arn']} | Key.Arn
            {'Fn::GetAtt': 'Stack.Outputs.Name'} | Stack.Outputs.Name
            {'Fn::Sub': 'arn:${AWS::Partition}:x:${Key}:${Queue.Arn}'} | Key Queue.Arn
            {'Fn::Sub': ['${a}/${Key}', {'a': {'Ref': 'Bucket'}}]} | Bucket Key
            {'Fn::Join': ['', ['a', {'Fn::Join': ['', [{'Ref': 'Key'}]]}]]} | Key
            [{'a': {'b': [{'Ref': 'Key'}, {'Ref': 'Queue'}]}}] | Key Queue
            {'Fn::If': ['Condition', {'Ref': 'Key'}, {'Ref': 'Queue'}]} | Key Queue
            {'Ref': 'Key', 'other': 1} | ``
            {'Fn::Sub': 'no ${!Key} here'} | ``
            'Key' | ``
            """)
    void finds(String json, String references) {
        assertThat(Reference.in(ProjectFiles.json(json.replace('\'', '"'))).stream()
                        .map(each -> each.attribute().isEmpty()
                                ? each.logicalId()
                                : each.logicalId() + "." + each.attribute())
                        .collect(Collectors.joining(" ")))
                .isEqualTo(references);
    }
}
