package dev.scalingstages.rehearsal.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scalingstages.rehearsal.api.services.SecretsManager;
import dev.scalingstages.rehearsal.network.LoopbackNetwork;
import dev.scalingstages.rehearsal.services.Authority;
import dev.scalingstages.rehearsal.services.Databases;
import dev.scalingstages.rehearsal.services.Tools;
import dev.scalingstages.rehearsal.stack.Created;
import dev.scalingstages.rehearsal.stack.Declaration;
import dev.scalingstages.rehearsal.stack.FailureException;
import dev.scalingstages.rehearsal.stack.ResourceType;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** DB instances of templates, on one real MariaDB. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseTypesTest {
    private static final String INSTANCE = "AWS::RDS::DBInstance";

    private final LoopbackNetwork network = new LoopbackNetwork();
    private Databases databases;
    private DatabaseTypes types;
    private ResourceType type;
    private String subnetGroup;
    private Declaration declared;
    private Created created;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Tools.require("mariadbd", "openssl");
        Tools.open(folder);
        databases = new Databases(
                folder.resolve("databases"), network, Authority.create(folder.resolve("authority")), "us-east-1");
        types = new DatabaseTypes(databases, Declared.ACCOUNT, new Ids());
        type = types.types().get(INSTANCE);
        subnetGroup = types.types()
                .get("AWS::RDS::DBSubnetGroup")
                .create(Declared.of("AWS::RDS::DBSubnetGroup", "{'SubnetIds':['subnet-a','subnet-b']}"))
                .physicalId();
        declared = instance("'DBInstanceIdentifier':'posts','DeletionProtection':true,'DBName':'posts'");
        created = type.create(declared);
    }

    @AfterAll
    void stop() {
        databases.close();
    }

    private Declaration instance(String more) {
        return Declared.of(INSTANCE, """
                {'DBSubnetGroupName':'%s','MasterUsername':'admin','MasterUserPassword':'secret',
                 'VPCSecurityGroups':['sg-1'],%s}""".formatted(subnetGroup, more));
    }

    private void assertRefused(String more, String words) {
        assertThatThrownBy(() -> type.create(instance(more)))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining(words);
        assertThat(databases.identifiers()).containsExactly("posts");
        assertThat(network.attached()).hasSize(1);
    }

    @Test
    void endpointIsThatOfTheInstance() {
        assertThat(created.physicalId()).isEqualTo("posts");
        assertThat(created.attributes())
                .containsEntry("Endpoint.Address", databases.host("posts"))
                .containsEntry("Endpoint.Port", "3306");
        assertThat(network.attached().iterator().next().subnetId()).isEqualTo("subnet-a");
    }

    @Test
    void whatRdsRefusesIsRefused() {
        assertRefused("'DBInstanceIdentifier':'posts'", "DB instance already exists: posts");
        assertRefused("'SourceDBInstanceIdentifier':'nobody'", "DBInstance not found: nobody");
        assertRefused("'DBParameterGroupName':'none'", "DBParameterGroup not found: none");
        assertThatThrownBy(() -> type.create(Declared.of(INSTANCE, "{'DBSubnetGroupName':'none'}")))
                .hasMessageContaining("DB subnet group none does not exist");
    }

    @Test
    void protectedInstanceIsDeletedOnlyWhenTheProtectionIsOff() throws Exception {
        assertThatThrownBy(() -> type.delete(declared, created))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining(
                        "Cannot delete protected DB Instance, please disable deletion protection and try again");
        assertThat(databases.exists("posts")).isTrue();
    }

    @Test
    void protectedInstanceThatWasNeverMadeIsNoFailure() {
        assertThatCode(() -> type.delete(declared, Created.named(""))).doesNotThrowAnyException();
        assertThat(databases.exists("posts")).isTrue();
    }

    @Test
    void changesArePlayedOrNamed() throws Exception {
        Declaration other = instance("'DBInstanceIdentifier':'posts','DeletionProtection':true,'DBName':'posts',"
                + "'DBInstanceClass':'db.t4g.large'");
        other.properties()
                .put("MasterUserPassword", "next")
                .putArray("VPCSecurityGroups")
                .add("sg-2");
        type.update(declared, other, created);
        assertThat(network.groups(network.attached().iterator().next())).isEqualTo(List.of("sg-2"));
        type.update(other, declared, created);
        Declaration moved = instance(
                "'DBInstanceIdentifier':'posts','DeletionProtection':true,'DBName':'posts'," + "'Port':'13306'");
        assertThatThrownBy(() -> type.update(declared, moved, created))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("Port");
    }

    @Test
    void attachedSecretSaysWhereTheDatabaseIs() throws Exception {
        SecretsManager secrets = new SecretsManager(Declared.ACCOUNT.place());
        String arn = secrets.create("s", Declared.json("{'SecretString':'{\\'username\\':\\'admin\\'}'}"));
        String attachment = "AWS::SecretsManager::SecretTargetAttachment";
        new SecretTypes(secrets, databases, new Ids())
                .types()
                .get(attachment)
                .create(Declared.of(attachment, "{'SecretId':'%s','TargetId':'posts'}".formatted(arn)));
        assertThat(Declared.json(secrets.value(arn).orElseThrow()).toString())
                .contains("\"host\":\"" + databases.host("posts") + "\"")
                .contains("\"port\":3306")
                .contains("\"dbname\":\"posts\"")
                .contains("\"username\":\"admin\"");
    }
}
