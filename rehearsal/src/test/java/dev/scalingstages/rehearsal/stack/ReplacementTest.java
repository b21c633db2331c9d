package dev.scalingstages.rehearsal.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scalingstages.review.template.Impact;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplacementTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    AWS::RDS::DBInstance | MultiAZ | {'MultiAZ': false} | {'MultiAZ': true} | {} | false
                    AWS::RDS::DBInstance | StorageType | {'StorageType': 'gp2'} | {'StorageType': 'gp3'} | {} | false
                    AWS::RDS::DBInstance | Engine | {'Engine': 'mysql'} | {'Engine': 'mariadb'} | {} | true
                    AWS::RDS::DBInstance | SourceDBInstanceIdentifier \
                    | {'SourceDBInstanceIdentifier': 'a'} | {} | {} | false
                    AWS::RDS::DBInstance | SourceDBInstanceIdentifier \
                    | {} | {'SourceDBInstanceIdentifier': 'a'} | {} | true
                    AWS::EC2::Instance | UserData | {'UserData': 'a'} | {'UserData': 'b'} | {} | false
                    AWS::EC2::Instance | BlockDeviceMappings | {} | {'BlockDeviceMappings': []} | {} | true
                    AWS::ElastiCache::ReplicationGroup | NumNodeGroups | {} | {'NumNodeGroups': 2} | {} | true
                    AWS::ElastiCache::ReplicationGroup | NumNodeGroups | {} | {'NumNodeGroups': 2} \
                    | {'UpdatePolicy': {'UseOnlineResharding': true}} | false
                    AWS::ElastiCache::ReplicationGroup | AuthToken | {} | {'AuthToken': 'b'} | {} | true
                    AWS::ElastiCache::ReplicationGroup | AuthToken \
                    | {'AuthToken': 'a'} | {'AuthToken': 'b'} | {} | false
                    Custom::Anything | P | {'P': 1} | {'P': 2} | {} | false
                    AWS::New::Thing | P | {'P': 1} | {'P': 2} | {} | true
                    """)
    void whatTheSchemasLeaveOpen(
            String type, String property, String before, String after, String attributes, boolean replaces) {
        assertThat(Replacement.usual()
                        .replaces(
                                Impact.MAY_REPLACE,
                                property,
                                declaration(type, before, "{}"),
                                declaration(type, after, attributes)))
                .isEqualTo(replaces);
    }

    private static Declaration declaration(String type, String properties, String attributes) {
        return new Declaration("A", type, json(properties), json(attributes));
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) Stacks.template(text).json();
    }
}
